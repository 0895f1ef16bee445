package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.data.DataCatalog;
import fovea.lab.report.Fact;
import fovea.lab.report.questions.LabSections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that the report names for what is missing. */
class ReportCommandsTest {

  private static final String UNKNOWN = "--no-such-flag";

  @TempDir private Path folder;

  private List<String> commands() throws IOException {
    return new LabSections(new DataCatalog(folder, (what, done, total) -> {}))
        .of(folder.resolve("runs"), Locale.ENGLISH, false).stream()
            .flatMap(section -> section.facts().stream())
            .filter(Fact.Missing.class::isInstance)
            .map(fact -> ((Fact.Missing) fact).command())
            .distinct()
            .toList();
  }

  @Test
  void theyHaveNoFlagThatFoveaDoesNotKnow() throws IOException {
    List<String> commands = commands();
    assertThat(commands).hasSizeGreaterThan(10);
    for (String command : commands) {
      Stream<String> words = Arrays.stream(command.replaceFirst("^fovea ", "").split(" ", -1));
      Answer answer = new Caller(folder).call(Stream.concat(words, Stream.of(UNKNOWN)).toArray());
      assertThat(answer.status()).isEqualTo(2);
      assertThat(answer.messages().get(0))
          .as(command)
          .isEqualTo("fovea: unknown option '" + UNKNOWN + "'");
    }
  }
}
