/** The {@code fovea} command: one small class a sub-command. */
package fovea.cli;
