"""Forms: the workbook that units fill in, as rows with lasting ids, and how it is read back."""
