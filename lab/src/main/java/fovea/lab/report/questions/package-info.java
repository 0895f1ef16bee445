/** The questions of the lab: their texts, and what is measured for each. */
package fovea.lab.report.questions;
