package fovea.lab.cluster;

import fovea.train.StopRequest;

/**
 * What a cluster is told before it computes.
 *
 * @param master the cluster's address, as its software writes it
 * @param threads how many threads a training computes with; 0 if the cluster's settings decide
 * @param shared where trainings keep their state while they run: a folder that all machines see, or
 *     the address of one
 * @param command the command line, recorded in the runs
 * @param language the language of the curves' labels, {@code en} or {@code fr}
 * @param stop makes the trainings save their state and end
 */
public record ClusterSettings(
    String master, int threads, String shared, String command, String language, StopRequest stop) {}
