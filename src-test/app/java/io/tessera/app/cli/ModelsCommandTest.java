package io.tessera.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ModelsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @Test
  void theBundledModelIsListedWithWhatItTakes() {
    assertThat(run("models")).isZero();
    assertThat(out.toString()).containsPattern("(?m)^demo +layout +.*demo$");
  }

  @Test
  void anUnknownPublicModelIsToldWithTheKnownOnes() {
    assertThat(run("models", "--rehearse", "dall-e")).isEqualTo(2);
    assertThat(err.toString()).contains("dall-e").contains("sflckr").contains("gumbel-f8");
  }
}
