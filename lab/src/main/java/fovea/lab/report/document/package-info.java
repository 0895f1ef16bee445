/** The report as the student keeps it: a Markdown file with facts that are made anew. */
package fovea.lab.report.document;
