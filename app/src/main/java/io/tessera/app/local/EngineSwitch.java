package io.tessera.app.local;

import io.tessera.api.Alternatives;
import io.tessera.api.CodebookPatches;
import io.tessera.api.CodebookUse;
import io.tessera.api.Completion;
import io.tessera.api.DeviceMemory;
import io.tessera.api.Engine;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelEntry;
import io.tessera.api.ModelInput;
import io.tessera.api.ModelSummary;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.Surprise;
import io.tessera.api.TagConfig;
import io.tessera.api.TileProgress;
import io.tessera.api.TokenGrid;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that another one can take the place of while the studio is open. What is asked for from
 * then on is asked of the new one; what is under way ends where it began.
 */
public final class EngineSwitch implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(EngineSwitch.class);

  private final List<Engine> earlier = new CopyOnWriteArrayList<>();
  private volatile Engine current;

  public EngineSwitch(Engine first) {
    this.current = first;
  }

  /**
   * Another engine takes the place. The one before is kept to the end, for the pictures that were
   * begun there, paused ones too; one that is only ours lets go of its model after them.
   *
   * @param shared whether others may work with the engine before
   */
  public void to(Engine other, boolean shared) {
    Engine before = current;
    earlier.add(before);
    current = other;
    if (!shared) {
      // Off the caller's thread: it may have ended.
      Thread.ofVirtual().name("leaving an engine").start(() -> leave(before));
    }
  }

  private static void leave(Engine engine) {
    try {
      engine.unload().join();
    } catch (RuntimeException e) {
      LOG.info("the engine before had ended: {}", e.getMessage());
    }
  }

  private Engine now() {
    return current;
  }

  @Override
  public List<ModelEntry> models() {
    return now().models();
  }

  @Override
  public List<FaultyModel> faultyModels() {
    return now().faultyModels();
  }

  @Override
  public List<TagConfig> tags(String model) {
    return now().tags(model);
  }

  @Override
  public ModelInput input(String model) {
    return now().input(model);
  }

  @Override
  public ModelSummary describe(String model) {
    return now().describe(model);
  }

  @Override
  public ModelSummary inspect(String model) {
    return now().inspect(model);
  }

  @Override
  public long residentBytes() {
    return now().residentBytes();
  }

  @Override
  public CompletableFuture<Surprise> surprise(long seed, int width, int height, boolean people) {
    return now().surprise(seed, width, height, people);
  }

  @Override
  public Render render(RenderRequest request) {
    return now().render(request);
  }

  @Override
  public Render render(RenderState state) {
    return now().render(state);
  }

  @Override
  public Render complete(Completion completion, RenderState open) {
    return now().complete(completion, open);
  }

  @Override
  public CompletableFuture<String> warmUp(String model) {
    return now().warmUp(model);
  }

  @Override
  public CompletableFuture<TokenGrid> encode(String model, RgbImage image, TileProgress progress) {
    return now().encode(model, image, progress);
  }

  @Override
  public CompletableFuture<RgbImage> decode(String model, TokenGrid tokens, double texture) {
    return now().decode(model, tokens, texture);
  }

  @Override
  public Optional<DeviceMemory> deviceMemory() {
    return now().deviceMemory();
  }

  @Override
  public CompletableFuture<Integer> tokens(String model) {
    return now().tokens(model);
  }

  @Override
  public CompletableFuture<CodebookPatches> patches(String model) {
    return now().patches(model);
  }

  @Override
  public CompletableFuture<Optional<CodebookUse>> learnedUse(String model) {
    return now().learnedUse(model);
  }

  @Override
  public CompletableFuture<DepthMap> depth(Path network, RgbImage photograph) {
    return now().depth(network, photograph);
  }

  @Override
  public CompletableFuture<LabelMap> segment(RgbImage photograph) {
    return now().segment(photograph);
  }

  @Override
  public CompletableFuture<Alternatives> alternatives(
      RenderState state, int row, int column, int most) {
    return now().alternatives(state, row, column, most);
  }

  @Override
  public CompletableFuture<float[]> entropies(RenderState state) {
    return now().entropies(state);
  }

  @Override
  public CompletableFuture<RenderEvent.Preview> decodePart(
      String model, TokenGrid tokens, BitSet cells, double texture) {
    return now().decodePart(model, tokens, cells, texture);
  }

  @Override
  public CompletableFuture<Void> unload() {
    return now().unload();
  }

  @Override
  public void close() {
    earlier.forEach(Engine::close);
    now().close();
  }
}
