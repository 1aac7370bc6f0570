"""Files to hand out, made of a document: slides, letters, workbooks, print and pictures."""
