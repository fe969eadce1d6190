package io.tessera.engine;

import io.tessera.api.ModelSummary;
import io.tessera.api.SlidingWindow;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.SegmenterConfig;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Tells what models are. */
final class ModelSummaries {
  private ModelSummaries() {}

  /**
   * Reads configuration and weight files and checks that they match.
   *
   * @throws InputException if either is at fault
   */
  static ModelSummary of(ModelFolder folder) {
    ModelConfig config = ModelConfig.of(folder.config());
    Map<String, String> out = new LinkedHashMap<>();
    out.put("model", folder.name());
    out.put("folder", folder.folder().toString());
    describe(config, out);
    List<Checkpoint> files = new ArrayList<>();
    try {
      folder.weights().forEach(f -> files.add(Checkpoint.open(f)));
      Weights weights = new Weights(files);
      ModelBundle.expect(config, weights);
      weights.check();
      parameters(files, out);
    } finally {
      files.forEach(Checkpoint::close);
    }
    for (Path file : folder.weights()) {
      out.put("sha256 " + file.getFileName(), sha256(file));
    }
    return new ModelSummary(out);
  }

  /**
   * What the configuration alone says, and how large the files are; reads no weights.
   *
   * @throws InputException if the configuration is at fault
   */
  static ModelSummary brief(ModelFolder folder) {
    Map<String, String> out = new LinkedHashMap<>();
    describe(ModelConfig.of(folder.config()), out);
    long bytes = 0;
    for (Path file : folder.weights()) {
      try {
        bytes += Files.size(file);
      } catch (IOException e) {
        throw new InputException(file + " cannot be read: " + e.getMessage(), e);
      }
    }
    out.put("size", String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6));
    out.put("folder", folder.folder().toString());
    return new ModelSummary(out);
  }

  private static void describe(ModelConfig config, Map<String, String> out) {
    switch (config) {
      case FirstStageConfig c -> firstStage("first stage", c, out);
      case SegmenterConfig c ->
          out.put(
              "segmenter",
              String.format(
                  Locale.ROOT,
                  "%d labels, %d channels%s%s",
                  c.labels(),
                  c.ch(),
                  c.chMult().isEmpty() ? "" : ", a U-Net of " + c.chMult().size() + " levels",
                  c.spread() ? ", sees pictures spread too" : ""));
      case GptConfig c -> transformer(c, 0, false, out);
      case Net2NetConfig c -> {
        firstStage("first stage", c.firstStage(), out);
        switch (c.condStage()) {
          case CondStageConfig.Encoded e -> firstStage("condition", e.firstStage(), out);
          case CondStageConfig.ClassLabel l ->
              out.put("condition", "one of " + l.nClasses() + " classes");
          case CondStageConfig.StartToken s ->
              out.put("condition", "none (start token " + s.token() + ")");
          case CondStageConfig.Coordinates k ->
              out.put("condition", "coordinates, " + k.nEmbed() + " values");
          case CondStageConfig.BoundingBoxes b -> out.put("condition", "bounding boxes");
        }
        c.tags().forEach(tag -> out.put(tag.name(), String.join(", ", tag.values())));
        boolean grid =
            c.condStage() instanceof CondStageConfig.Encoded
                || c.condStage() instanceof CondStageConfig.Coordinates;
        transformer(c.transformer(), c.tags().size() + (grid ? 0 : 1), grid, out);
      }
    }
  }

  private static void firstStage(String name, FirstStageConfig c, Map<String, String> out) {
    String kind =
        switch (c.kind()) {
          case VECTOR_QUANTIZED -> "VQGAN";
          case SEGMENTATION -> "segmentation VQGAN, " + c.labels() + " labels";
          case GUMBEL -> "Gumbel VQGAN";
          case VARIATIONAL -> "VAE";
          case AUTOENCODER -> "autoencoder";
        };
    out.put(
        name,
        String.format(
            Locale.ROOT,
            "%s of %s, f=%d, ch %d × %s",
            kind,
            c.imageKey(),
            c.factor(),
            c.dd().ch(),
            c.dd().chMult()));
    out.put(
        name + " codebook",
        c.kind().hasCodes()
            ? String.format(Locale.ROOT, "%d entries of %d dimensions", c.nEmbed(), c.embedDim())
            : "none: it makes no tokens");
  }

  private static void transformer(GptConfig c, int prefix, boolean grid, Map<String, String> out) {
    out.put(
        "transformer",
        String.format(
            Locale.ROOT,
            "%d layers × %d, %d heads, vocabulary %d, block %d",
            c.nLayer(),
            c.nEmbd(),
            c.nHead(),
            c.vocabSize(),
            c.blockSize()));
    int window = SlidingWindow.largest(c.blockSize(), prefix, grid);
    out.put("window", window + " × " + window + " tokens");
  }

  private static void parameters(List<Checkpoint> files, Map<String, String> out) {
    Map<String, Long> counts = new LinkedHashMap<>();
    TreeSet<String> types = new TreeSet<>();
    for (Checkpoint file : files) {
      for (TensorEntry t : file.tensors().values()) {
        String part =
            t.name().contains("_stage_model.") || t.name().startsWith("transformer.")
                ? t.name().substring(0, t.name().indexOf('.'))
                : "first stage";
        if (!t.name().contains("loss.") && !t.name().endsWith("attn.mask")) {
          counts.merge(part, t.size(), Long::sum);
          types.add(t.type().name());
        }
      }
    }
    counts.forEach(
        (part, n) -> out.put("parameters " + part, String.format(Locale.ROOT, "%,d", n)));
    out.put("stored as", String.join(", ", types));
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
