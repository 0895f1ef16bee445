package fovea.spark;

import fovea.cli.Fovea;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What {@code spark-submit} starts: the command {@code fovea}, which trains and classifies on the
 * cluster that {@code spark-submit} was told.
 */
public final class Main {

  private static final Set<String> ON_A_CLUSTER =
      Set.of("lab run", "lab sweep", "train", "predict");

  private Main() {}

  public static void main(String[] args) {
    Fovea.main(withMaster(List.of(args), System.getProperty("spark.master", "")));
  }

  static String[] withMaster(List<String> words, String master) {
    List<String> all = new ArrayList<>(words);
    boolean onCluster =
        IntStream.rangeClosed(1, Math.min(2, words.size()))
            .mapToObj(count -> String.join(" ", words.subList(0, count)))
            .anyMatch(ON_A_CLUSTER::contains);
    boolean told = words.stream().anyMatch(word -> word.matches("--spark(=.*)?"));
    if (onCluster && !told && !master.isEmpty()) {
      all.add("--spark=" + master);
    }
    return all.toArray(String[]::new);
  }
}
