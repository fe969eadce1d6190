package io.tessera.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.CodebookUse;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of counts that lies beside a model. */
class CodebookUseTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    CodebookUse use = new CodebookUse(5);
    use.count(new TokenGrid(2, 2, new int[] {3, 1, 3, 3}));
    Path file = folder.resolve("model").resolve(CodebookUse.FILE);
    use.write(file);
    CodebookUse again = CodebookUse.read(file, 5);
    assertThat(again.csv()).isEqualTo(use.csv()).contains("\n3,3\n");
    assertThat(again.total()).isEqualTo(4);
    assertThat(again.byFrequency()).containsExactly(3, 1);
  }

  @Test
  void entriesThatAreNotListedDoNotOccur() throws IOException {
    Path file = Files.writeString(folder.resolve("some.csv"), "entry,count\n4,7\n\n");
    CodebookUse use = CodebookUse.read(file, 5);
    assertThat(use.count(4)).isEqualTo(7);
    assertThat(use.count(0)).isZero();
    assertThat(use.used()).isEqualTo(0.2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';begin with the line entry,count",
        "'4,7';begin with the line entry,count",
        "'entry,count|1,2|two,3';line 3 of",
        "'entry,count|1,-2';line 2 of",
        "'entry,count|5,1';about entry 5, but the codebook has 5"
      })
  void whatIsNoSuchTableIsTold(String text, String fault) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), text.replace('|', '\n'));
    assertThatThrownBy(() -> CodebookUse.read(file, 5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(fault);
  }
}
