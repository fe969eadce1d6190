package io.tessera.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of others may compute; none may touch a file, however it is written. */
class ForeignScriptTest {
  @TempDir private Path folder;

  private Path archive(String declarations, String body) throws IOException {
    String source =
        """
        %s
        class Net(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool

          def helper(self: __torch__.Net, x: Tensor) -> Tensor:
            return torch.relu(x)

          def forward(self: __torch__.Net, x: Tensor) -> Tensor:
            %s
            return x
        """
            .replaceFirst("%s", declarations)
            .replaceFirst("%s", body.replace("\n", "\n    "));
    return Files.write(
        folder.resolve("net.pt"), ScriptArchive.of(source, "Net", Map.of("training", "bool")));
  }

  private String victim() throws IOException {
    Path victim = folder.resolve("victim.bin");
    if (!Files.exists(victim)) {
      Files.write(victim, new byte[] {1, 2, 3, 4});
    }
    return victim.toString();
  }

  /** Every way that the language knows to call an operator that reads or writes files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = torch.from_file(\"VICTIM\", True, 4, dtype=0)",
        "torch.fill_(torch.from_file(\"VICTIM\", True, 4, dtype=0), 9)",
        "x = \"VICTIM\".from_file(True, 4, dtype=0)",
        "x = (\"VICTIM\").from_file(True, 4, dtype=0)",
        "name = \"VICTIM\"\nx = name.from_file(True, 4, dtype=0)",
        "f = torch.from_file\nx = f(\"VICTIM\", True, 4, dtype=0)",
        "x = ops.aten.from_file(\"VICTIM\", True, 4, dtype=0)",
        "ops.aten.save(x, \"VICTIM\")",
        "torch.save(x, \"VICTIM\")",
        "x.save(\"VICTIM\")",
        "save = x.save\nsave(\"VICTIM\")",
        "f = getattr(\"VICTIM\", \"from_file\")\nx = f(True, 4, dtype=0)",
        "x = getattr(x, \"save\")(\"VICTIM\")",
        "f = getattr\nf(x, \"save\")(\"VICTIM\")",
        "y = (\"\"\"a\"b\"\"\", torch.save(x, 'VICTIM'), \"\"\"c\"d\"\"\")",
        "y = (\"\\\n\", torch.save(x, 'VICTIM'), \"\")",
        "y = ('''a'b''', torch.save(x, \"VICTIM\"), '''c'd''')",
        "q = getattr(self.helper(torch.from_file(\"VICTIM\")), \"data\")",
        "CONSTANTS.c0.save(\"VICTIM\")",
        "CONSTANTS = x\nCONSTANTS.save(\"VICTIM\")",
        "torch = x\ntorch.save(\"VICTIM\")",
        "y = __torch__.Net.value.save(\"VICTIM\")",
        "y = __torch__.nothing.save(\"VICTIM\")",
        "\u00e9 = x",
        "x = x\u2028torch.save(x, \"VICTIM\")",
        "x = torch . from_file(\"VICTIM\", True, 4, dtype=0)",
        "x = torch.\\\n  from_file(\"VICTIM\", True, 4, dtype=0)",
        "x = [x][0].save(\"VICTIM\")",
        "print(x)",
        "x = __torch__.torch.classes.dist.Store(x)",
        "x = torch._unsafe_index(x, [])",
        "x = x.set_(x)"
      })
  void hostileCodeIsRefusedByName(String body) throws IOException {
    String victim = victim();
    Path file = archive("", body.replace("VICTIM", victim));
    assertThatThrownBy(() -> ScriptModule.open(Device.CPU, file).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("refused")
        .message()
        .doesNotContain("\n");
    assertThat(Path.of(victim)).hasBinaryContent(new byte[] {1, 2, 3, 4});
  }

  /** A class that declares a method of an operator's name does not make that operator its own. */
  @Test
  void aDeclaredNameHidesNoOperator() throws IOException {
    String decoy =
        """
        class Decoy(Module):
          __parameters__ = []
          __buffers__ = []
          from_file : bool
          def save(self: __torch__.Decoy, x: str) -> int:
            return 1
        """;
    Path file = archive(decoy, "x = \"" + victim() + "\".from_file(True, 4, dtype=0)");
    assertThatThrownBy(() -> ScriptModule.open(Device.CPU, file).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("from_file");
  }

  /** Code in an entry that a case-blind reader would find, or that stands there twice. */
  @Test
  void entriesThatAreNotLookedAtAreNotPassedOn() throws IOException {
    Path file = archive("", "x = torch.relu(x)");
    byte[] whole = Files.readAllBytes(file);
    for (String extra : new String[] {"archive/Code/__torch__.py", "archive/model.json"}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file));
          ZipOutputStream zip = new ZipOutputStream(out)) {
        for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
          zip.putNextEntry(new ZipEntry(e.getName()));
          zip.write(in.readAllBytes());
        }
        zip.putNextEntry(new ZipEntry(extra));
        zip.write("x".getBytes(StandardCharsets.UTF_8));
      }
      Files.write(file, out.toByteArray());
      assertThatThrownBy(() -> ScriptModule.open(Device.CPU, file).close())
          .as(extra)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("refused");
      Files.write(file, whole);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = torch.add(torch.relu(x), self.helper(x))",
        "y = (x.view([-1]).contiguous()).reshape(x.shape)\nx = torch.to(y, 6)",
        "s = \"a text with torch.from_file(1) in it # and more\"\nx = torch.mul(x, 1.5e-3)",
        "f = __torch__.twice\nx = f(x)",
        "for i in range(3):\n  x = torch.neg(x)\nif bool(torch.gt(torch.sum(x), 0)):\n  x = -x",
        "if not isinstance(x, Tensor):\n  ops.prim.RaiseException(\"no tensor\")"
      })
  void whatComputesRuns(String body) throws IOException {
    String twice = "def twice(x: Tensor) -> Tensor:\n  return torch.mul(x, 2)\n";
    try (ScriptModule script = ScriptModule.open(Device.CPU, archive(twice, body))) {
      assertThat(script.call("forward", new HostTensor.Floats(new float[] {1, -2}, 2))).hasSize(1);
    }
  }
}
