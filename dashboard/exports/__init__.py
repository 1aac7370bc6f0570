"""Files made from a document: slides, letters, workbooks, print and pictures."""
