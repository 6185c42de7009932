"""What inference costs: an award layer and live updates, on durable-rules, the reference and CLIPS."""
