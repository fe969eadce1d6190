package io.tessera.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain weights as other trainers wrap them: the same tensor comes out, and nothing runs. */
class WrappedWeightsTest {
  private static final float[] WEIGHTS = {1, -2, 3};

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("last.ckpt");
  }

  private void readsWeights(Path checkpoint) {
    try (Checkpoint c = Checkpoint.open(checkpoint)) {
      assertThat(c.tensors()).containsOnlyKeys("quant_conv.bias");
      assertThat(c.tensors().get("quant_conv.bias").toFloats()).containsExactly(WEIGHTS);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void everyProtocolIsRead(int protocol) throws IOException {
    readsWeights(
        new PickleBytes(protocol)
            .code('}')
            .text("quant_conv.bias")
            .tensor("0", WEIGHTS)
            .code('s')
            .zip(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"state_dict", "model", "model_state_dict", "net", "module"})
  void trainersWrapTheDictionary(String name) throws IOException {
    PickleBytes p = new PickleBytes(2).code('}').text("epoch").number(3).code('s');
    p.text(name).code('}').text("quant_conv.bias").tensor("0", WEIGHTS).code('s', 's');
    readsWeights(p.zip(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "module.quant_conv.bias",
        "_orig_mod.quant_conv.bias",
        "module._orig_mod.quant_conv.bias",
        "model.quant_conv.bias",
        "_fsdp_wrapped_module.quant_conv.bias"
      })
  void wrappersPutPrefixesBeforeNames(String name) throws IOException {
    readsWeights(new PickleBytes(2).code('}').text(name).tensor("0", WEIGHTS).code('s').zip(file));
  }

  /** Whatever a training kept beside its weights is skipped, by name alone. */
  @ParameterizedTest
  @CsvSource({
    "omegaconf.dictconfig, DictConfig",
    "argparse, Namespace",
    "pytorch_lightning.utilities.parsing, AttributeDict",
    "pathlib, PosixPath",
    "my.own.project, Settings"
  })
  void objectsOfAnyClassAreSkipped(String module, String name) throws IOException {
    for (int protocol : new int[] {2, 4}) {
      PickleBytes p = new PickleBytes(protocol).code('}').text("hyper_parameters");
      p.object(module, name).code('s').text("state_dict").code('}');
      p.text("quant_conv.bias").tensor("0", WEIGHTS).code('s', 's');
      readsWeights(p.zip(file));
    }
  }

  @Test
  void setsAndDictionariesWithOddKeysAreSkipped() throws IOException {
    PickleBytes p = new PickleBytes(4).code('}').text("seen").code(0x8f, '(').number(1).code(0x90);
    p.code('s').text("by place").code('}').number(1).number(2).code(0x86).number(7).code('s', 's');
    p.text("state_dict").global("collections", "defaultdict").global("builtins", "int");
    p.code(0x85, 'R').text("quant_conv.bias").tensor("0", WEIGHTS).code('s', 's');
    readsWeights(p.zip(file));
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "subprocess, Popen",
    "__builtin__, exec"
  })
  void whatCouldOnlyMeanHarmIsRefusedByName(String module, String name) throws IOException {
    PickleBytes p = new PickleBytes(2).code('}').text("x").global(module, name).text("echo");
    p.code(0x85, 'R', 's').text("quant_conv.bias").tensor("0", WEIGHTS).code('s').zip(file);
    assertThatThrownBy(() -> Checkpoint.open(file).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(module + "." + name)
        .hasMessageContaining("Nothing was run");
  }

  @Test
  void aWholeNetworkIsNamedAsSuch() throws IOException {
    new PickleBytes(2).object("my.networks", "VQGAN").zip(file);
    assertThatThrownBy(() -> Checkpoint.open(file).close())
        .hasMessageContaining("my.networks.VQGAN")
        .hasMessageContaining("state_dict");
  }

  @ParameterizedTest
  @CsvSource({"<, f4, false", ">, f4, false", "<, f8, false", "<, f4, true"})
  void arraysOfNumpyAreWeights(String order, String type, boolean fortran) throws IOException {
    int width = type.equals("f8") ? 8 : 4;
    ByteBuffer data =
        ByteBuffer.allocate(6 * width)
            .order(order.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      float v = fortran ? i / 2 + 3 * (i % 2) : i;
      if (width == 8) {
        data.putDouble(v);
      } else {
        data.putFloat(v);
      }
    }
    PickleBytes p = new PickleBytes(3).code('}').text("w");
    p.global("numpy.core.multiarray", "_reconstruct").global("numpy", "ndarray");
    p.number(0).code(0x85).bytes(new byte[] {'b'}).code(0x87, 'R', '(').number(1);
    p.number(2)
        .number(3)
        .code(0x86)
        .global("numpy", "dtype")
        .text(type)
        .code(0x89, 0x88, 0x87, 'R');
    p.code('(').number(3).text(order).code('N', 'N', 'N', 't', 'b');
    p.code(fortran ? 0x88 : 0x89).bytes(data.array()).code('t', 'b', 's');
    p.text("quant_conv.bias").tensor("0", WEIGHTS).code('s').zip(file);
    try (Checkpoint c = Checkpoint.open(file)) {
      TensorEntry w = c.tensors().get("w");
      assertThat(w.shape()).containsExactly(2, 3);
      assertThat(w.toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void aPickleThatRefersToItselfEnds() throws IOException {
    PickleBytes p = new PickleBytes(2).code('}', 'q', 0).text("me").code('h', 0, 's');
    p.text("list").code(']', 'q', 1, 'h', 1, 'a', 's');
    readsWeights(p.text("quant_conv.bias").tensor("0", WEIGHTS).code('s').zip(file));
  }

  private static Set<String> names(List<Path> files) {
    return Set.copyOf(files.stream().map(f -> f.getFileName().toString()).toList());
  }

  private Set<String> newest(String... files) throws IOException {
    List<Path> paths = new java.util.ArrayList<>();
    for (String f : files) {
      paths.add(Files.writeString(folder.resolve(f), ""));
    }
    return names(RunCheckpoints.newest(paths));
  }

  @Test
  void ofATrainingsStatesTheNewestIsTheModel() throws IOException {
    assertThat(newest("epoch=9.ckpt", "epoch=10.ckpt")).containsExactly("epoch=10.ckpt");
    assertThat(newest("epoch=000009-step=900.ckpt", "last.ckpt")).containsExactly("last.ckpt");
    assertThat(newest("last.ckpt", "last-v1.ckpt")).containsExactly("last-v1.ckpt");
    assertThat(newest("vqgan_20000.pt", "vqgan_100000.pt")).containsExactly("vqgan_100000.pt");
    assertThat(newest("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"))
        .hasSize(2);
    assertThat(newest("first_stage_model.safetensors", "transformer.safetensors")).hasSize(2);
    assertThat(newest("epoch=9.ckpt", "epoch=10.ckpt", "vgg.pth"))
        .containsExactlyInAnyOrder("epoch=10.ckpt", "vgg.pth");
  }

  private ConfigNode yaml(String text) {
    return Yaml.parse(folder.resolve("model.yaml"), text);
  }

  @Test
  void referencesOfOmegaConfAreFollowed() {
    ConfigNode c = yaml("a: {b: 3, c: '${a.b}', d: '${.c}', e: 'x${a.b}y', l: [1, '${a.l[0]}']}\n");
    assertThat(c.get("a").get("c").integer()).isEqualTo(3);
    assertThat(c.get("a").get("d").integer()).isEqualTo(3);
    assertThat(c.get("a").get("e").text()).isEqualTo("x3y");
    assertThat(c.get("a").get("l").integers()).containsExactly(1, 1);
    assertThatThrownBy(() -> yaml("a: '${b}'\nb: '${a}'\n")).hasMessageContaining("itself");
    assertThatThrownBy(() -> yaml("a: '${nothing}'\n")).hasMessageContaining("no such value");
    assertThatThrownBy(() -> yaml("a: '${oc.env:HOME}'\n")).hasMessageContaining("oc.env:HOME");
    StringBuilder many = new StringBuilder("a0: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int n = 1; n < 10; n++) {
      many.append("a").append(n).append(": [");
      many.append(("'${a" + (n - 1) + "}', ").repeat(10)).append("0]\n");
    }
    assertThatThrownBy(() -> yaml(many.toString())).hasMessageContaining("too large");
  }

  @Test
  void diffusersNamesAndShapesBecomeTheOriginals() throws IOException {
    Path json = folder.resolve("config.json");
    Files.writeString(
        json,
        """
        {"_class_name": "VQModel", "block_out_channels": [32, 64], "layers_per_block": 1,
         "down_block_types": ["DownEncoderBlock2D", "AttnDownEncoderBlock2D"],
         "latent_channels": 8, "num_vq_embeddings": 16, "vq_embed_dim": 4, "norm_num_groups": 32}
        """);
    FirstStageConfig c = (FirstStageConfig) ModelConfig.of(Yaml.read(json));
    assertThat(c.dd().chMult()).containsExactly(1, 2);
    assertThat(c.dd().zChannels()).isEqualTo(8);
    assertThat(c.embedDim()).isEqualTo(4);
    assertThat(c.factor()).isEqualTo(2);
    SafetensorsWriter out = new SafetensorsWriter();
    Map<String, String> names =
        Map.of(
            "encoder.down_blocks.0.resnets.1.conv_shortcut.weight",
            "encoder.down.0.block.1.nin_shortcut.weight",
            "encoder.down_blocks.1.downsamplers.0.conv.bias",
            "encoder.down.1.downsample.conv.bias",
            "encoder.mid_block.resnets.1.norm1.weight",
            "encoder.mid.block_2.norm1.weight",
            "decoder.mid_block.attentions.0.to_out.0.bias",
            "decoder.mid.attn_1.proj_out.bias",
            "decoder.up_blocks.0.resnets.2.conv1.weight",
            "decoder.up.1.block.2.conv1.weight",
            "decoder.up_blocks.1.upsamplers.0.conv.weight",
            "decoder.up.0.upsample.conv.weight",
            "decoder.conv_norm_out.weight",
            "decoder.norm_out.weight");
    for (String name : names.keySet()) {
      out.floats(name, TensorType.F32, new long[] {1}, new float[] {1});
    }
    out.floats(
        "encoder.mid_block.attentions.0.to_q.weight",
        TensorType.F32,
        new long[] {2, 2},
        new float[] {1, 2, 3, 4});
    Path weights = folder.resolve("diffusion_pytorch_model.safetensors");
    out.write(weights);
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      assertThat(checkpoint.tensors().keySet()).containsAll(names.values());
      TensorEntry q = checkpoint.tensors().get("encoder.mid.attn_1.q.weight");
      assertThat(q.shape()).containsExactly(2, 2, 1, 1);
      assertThat(q.toFloats()).containsExactly(1, 2, 3, 4);
      assertThat(q.isDense()).isTrue();
    }
  }

  @Test
  void aPointerOfGitLfsIsNamed() throws IOException {
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n");
    assertThatThrownBy(() -> Checkpoint.open(file).close()).hasMessageContaining("git lfs pull");
  }
}
