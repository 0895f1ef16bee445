/** Clusters whose machines train, found as a service. */
package fovea.lab.cluster;
