"""Rows, numbers, dates, words: the only place that formats. Pure: each function returns text or rows of text."""
