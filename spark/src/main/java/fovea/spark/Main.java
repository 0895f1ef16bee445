package fovea.spark;

import fovea.cli.Fovea;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What {@code spark-submit} starts: the command {@code fovea}, whose trainings take the cluster
 * that {@code spark-submit} was told.
 */
public final class Main {

  private static final Set<String> ON_A_CLUSTER = Set.of("lab run", "lab sweep");

  private Main() {}

  public static void main(String[] args) {
    Fovea.main(withMaster(List.of(args), System.getProperty("spark.master", "")));
  }

  static String[] withMaster(List<String> words, String master) {
    List<String> all = new ArrayList<>(words);
    String command = String.join(" ", words.subList(0, Math.min(2, words.size())));
    boolean trains = ON_A_CLUSTER.contains(command) || command.startsWith("train");
    boolean told = words.stream().anyMatch(word -> word.matches("--spark(=.*)?"));
    if (trains && !told && !master.isEmpty()) {
      all.add("--spark=" + master);
    }
    return all.toArray(String[]::new);
  }
}
