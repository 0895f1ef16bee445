/** The questions of the lab beside the page, and the report that answers them. */
package fovea.studio.questions;
