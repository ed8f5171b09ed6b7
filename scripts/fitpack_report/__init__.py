"""The report of a fit: reads result.h5, draws figures and writes one HTML page.

results      reads the file
evolution    PDFs at other scales, from the program `fitpack evolve`
bands        uncertainty bands from eigenvectors or replicas
pdf_sets     bands of all results at the points shown
figures      writes a figure as PDF and embeds it in the page
page         HTML: the frame, tables, sections
sections/    one module per section, each with build(report) -> Section
command      the command line
"""
