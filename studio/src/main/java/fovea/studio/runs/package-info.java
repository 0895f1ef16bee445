/** Runs as the studio sees them: found in folders, read once, and followed while they train. */
package fovea.studio.runs;
