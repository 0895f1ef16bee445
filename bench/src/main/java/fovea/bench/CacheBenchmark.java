package fovea.bench;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.TransferListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Time to load a data set from the cache into memory, including checksums, once in each of several
 * fresh processes, as for a command. The data set is fetched first if it is not in the cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Measurement(iterations = 1)
@Fork(value = 5, warmups = 1)
public class CacheBenchmark {

  @Param("cifar10")
  private String dataset;

  @Benchmark
  public DataSet load() throws IOException {
    Path cache =
        Optional.ofNullable(System.getenv("FOVEA_CACHE"))
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "fovea"));
    return new DataCatalog(cache, TransferListener.none()).load(dataset);
  }
}
