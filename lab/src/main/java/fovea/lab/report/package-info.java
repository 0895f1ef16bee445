/** The report on the lab: its questions, what the runs tell about each, and model answers. */
package fovea.lab.report;
