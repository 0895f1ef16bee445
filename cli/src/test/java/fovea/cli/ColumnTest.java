package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ColumnTest {

  private static final String LONG = "Microtus agrestis (juvénile, été, vu de dessus) ".repeat(3);

  @Test
  void theLongestNameIsWrittenInFullAndAlignsTheOthers() {
    String format = Column.of(List.of("a", LONG), Function.identity(), 5) + "|";
    assertThat(format.formatted("a").indexOf('|')).isEqualTo(LONG.length());
    assertThat(format.formatted(LONG)).isEqualTo(LONG + "|");
    assertThat(Column.of(List.of("a"), Function.identity(), 5)).isEqualTo("%-5s");
  }
}
