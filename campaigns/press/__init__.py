"""From a PDF for the screen to one for a printing press: PDF/X-4, CMYK, within the ink limit."""
