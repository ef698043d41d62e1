"""What is to be read on paper or kept: a neutral document as Markdown, HTML and PDF, and charts as drawings (R10.2)."""
