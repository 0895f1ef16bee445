/** Markdown with formulas, set as a web page and as a PDF. */
package fovea.lab.report.page;
