package fovea.lab.cluster;

import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/** Connects to clusters. It is found as a service, since most who train need no cluster. */
public interface ClusterProvider {

  /** The provider on the class path; empty if there is none. */
  static Optional<ClusterProvider> find() {
    return ServiceLoader.load(ClusterProvider.class, ClusterProvider.class.getClassLoader())
        .findFirst();
  }

  /**
   * Connects to a cluster.
   *
   * @throws IllegalArgumentException if the settings do not make sense
   * @throws IOException if the cluster cannot be reached
   */
  Cluster connect(ClusterSettings settings) throws IOException;
}
