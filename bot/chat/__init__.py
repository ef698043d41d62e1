"""What chat platforms share: payloads, forms page by page, who somebody is, where they are reached."""
