/** Trainings that the studio starts: a queue of processes that outlive it. */
package fovea.studio.jobs;
