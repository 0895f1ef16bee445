package fovea.spark;

import java.io.IOException;
import java.nio.file.FileSystems;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Hadoop's file systems, as the Spark of this process is set up to use them. */
final class HadoopFiles {

  private HadoopFiles() {}

  /** The file system of an address. */
  static FileSystem of(Path path) throws IOException {
    return path.getFileSystem(SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
  }

  /** Removes a folder in which nothing is. */
  static void removeIfEmpty(String address) throws IOException {
    Path folder = new Path(address);
    FileSystem files = of(folder);
    if (files.exists(folder) && files.listStatus(folder).length == 0) {
      files.delete(folder, false);
    }
  }

  /** The address of a folder: what has a scheme is one, all else is a path of this machine. */
  static String address(String folder) {
    if (folder.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      return folder;
    }
    String absolute =
        FileSystems.getDefault().getPath(folder).toAbsolutePath().normalize().toString();
    return new Path("file", null, absolute).toString();
  }
}
