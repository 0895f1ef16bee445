package fovea.spark;

import java.net.URI;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A file system of Hadoop that is not the machine's own, such as HDFS is: {@code other:/...}. */
public final class OtherFiles extends RawLocalFileSystem {

  @Override
  public URI getUri() {
    return URI.create("other:///");
  }
}
