/**
 * The results of training: the folder of a {@link fovea.run.Run}, its {@link fovea.run.History},
 * and the {@link fovea.run.Provenance} that its checkpoints carry.
 */
package fovea.run;
