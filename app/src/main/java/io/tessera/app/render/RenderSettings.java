package io.tessera.app.render;

import io.tessera.api.Completion;
import io.tessera.api.Condition;
import io.tessera.api.RenderRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.LongProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleLongProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** What the artist has chosen for the next picture. */
public final class RenderSettings {
  /** Stands for a mood that the seed chooses. */
  public static final String ANY = "any";

  static final String MOOD = "mood";

  /** How a model is best drawn from for a picture. */
  interface Suggestion {
    /**
     * What is suggested.
     *
     * @param tags words that the artist chose, by their names
     */
    SamplingConfig of(Map<String, String> tags, long seed);
  }

  private final RandomGenerator dice;
  private final StringProperty model = new SimpleStringProperty();
  private final LongProperty seed = new SimpleLongProperty(1);
  private final BooleanProperty seedLocked = new SimpleBooleanProperty(true);
  private final DoubleProperty temperature = new SimpleDoubleProperty(1);
  private final IntegerProperty topK = new SimpleIntegerProperty(100);
  private final DoubleProperty topP = new SimpleDoubleProperty(1);
  private final DoubleProperty guidance = new SimpleDoubleProperty(1);
  private final StringProperty mood = new SimpleStringProperty(ANY);
  private final ObjectProperty<Quality> quality = new SimpleObjectProperty<>(Quality.BALANCED);

  /** What is sampled with: the quality's, or that of a restored picture. */
  private final ReadOnlyObjectWrapper<Schedule> schedule =
      new ReadOnlyObjectWrapper<>(Quality.BALANCED.schedule());

  private final IntegerProperty candidates = new SimpleIntegerProperty(1);
  private final IntegerProperty sweeps = new SimpleIntegerProperty();
  private final IntegerProperty classLabel = new SimpleIntegerProperty();
  private final DoubleProperty texture = new SimpleDoubleProperty(1);
  private final BooleanProperty previews = new SimpleBooleanProperty(true);

  /** What the chosen model suggests for a picture. */
  private Suggestion offered = (tags, seed) -> SamplingConfig.PLAIN;

  /** Of that, what is for the chosen mood, or for the one that the seed chooses. */
  private SamplingConfig suggested = SamplingConfig.PLAIN;

  /** Whether the settings were taken from a file where they were the artist's own. */
  private boolean own;

  /**
   * @param dice chooses new seeds
   */
  public RenderSettings(RandomGenerator dice) {
    this.dice = dice;
    mood.subscribe(chosen -> follow());
    seed.subscribe(chosen -> follow());
    quality.subscribe(chosen -> schedule.set(chosen.schedule()));
  }

  /**
   * What is wanted now.
   *
   * @param seed of this picture
   * @param moodKnown whether the model knows moods
   * @throws io.tessera.api.fault.InputException if the size is out of bounds
   */
  RenderRequest request(Condition condition, int width, int height, long seed, boolean moodKnown) {
    return new RenderRequest(
        model.get(),
        condition,
        moodKnown ? tags() : Map.of(),
        width,
        height,
        seed,
        sampler(),
        own || !isAsSuggested() ? guidance.get() : offered.of(tags(), seed).guidance(),
        schedule.get(),
        previews.get(),
        texture.get());
  }

  private Map<String, String> tags() {
    return ANY.equals(mood.get()) ? Map.of() : Map.of(MOOD, mood.get());
  }

  TokenSampler sampler() {
    return new TokenSampler(temperature.get(), topK.get(), topP.get(), false);
  }

  /** Takes the settings of an earlier picture, but for its model. */
  public void restore(RenderRequest request) {
    // What is suggested follows mood and seed, so these come before what was drawn with.
    mood.set(request.tags().getOrDefault(MOOD, ANY));
    seed.set(request.seed());
    quality.set(Quality.of(request.schedule()));
    schedule.set(request.schedule());
    guidance.set(request.guidance());
    temperature.set(request.sampler().temperature());
    topK.set(request.sampler().topK());
    topP.set(request.sampler().topP());
    texture.set(request.texture());
    if (request.condition() instanceof Condition.ClassLabel label) {
      classLabel.set(label.number());
    }
  }

  /** Another model was chosen: where the settings were as the one before suggested, they follow. */
  void suggest(Suggestion now) {
    offered = now;
    follow();
    own = false;
  }

  private void follow() {
    boolean follows = !own && isAsSuggested();
    suggested = offered.of(tags(), seed.get());
    if (follows) {
      topK.set(suggested.topK());
      topP.set(suggested.topP());
      guidance.set(suggested.guidance());
    }
  }

  private boolean isAsSuggested() {
    return new SamplingConfig(topK.get(), topP.get(), guidance.get()).equals(suggested);
  }

  /** Takes the settings of a preset; those of the program build on what the model suggests. */
  public void use(Preset p) {
    Preset now = p.isBuiltIn() ? p.over(suggested) : p;
    temperature.set(now.temperature());
    topK.set(now.topK());
    topP.set(now.topP());
    guidance.set(now.guidance());
    choose(now.quality());
  }

  /** The settings as a preset. */
  public Preset preset(String name) {
    return new Preset(
        name, temperature.get(), topK.get(), topP.get(), guidance.get(), quality.get());
  }

  /** All settings by name, to be kept in files. */
  public Map<String, String> save() {
    Map<String, String> all = new TreeMap<>();
    if (model.get() != null) {
      all.put("model", model.get());
    }
    all.put("seed", Long.toString(seed.get()));
    all.put("seed_locked", Boolean.toString(seedLocked.get()));
    all.put("temperature", Double.toString(temperature.get()));
    all.put("top_k", Integer.toString(topK.get()));
    all.put("top_p", Double.toString(topP.get()));
    all.put("guidance", Double.toString(guidance.get()));
    all.put("own_sampling", Boolean.toString(!isAsSuggested()));
    all.put("mood", mood.get());
    all.put("quality", quality.get().name());
    all.put("candidates", Integer.toString(candidates.get()));
    all.put("sweeps", Integer.toString(sweeps.get()));
    all.put("class", Integer.toString(classLabel.get()));
    all.put("texture", Double.toString(texture.get()));
    all.put("previews", Boolean.toString(previews.get()));
    return all;
  }

  /** Takes settings that were saved; what is missing or makes no sense stays as it is. */
  public void load(Map<String, String> all) {
    take(all, "model", model::set);
    take(all, "seed", v -> seed.set(Long.parseLong(v)));
    take(all, "seed_locked", v -> seedLocked.set(Boolean.parseBoolean(v)));
    take(all, "temperature", v -> temperature.set(Math.clamp(Double.parseDouble(v), 0.05, 5)));
    take(all, "top_k", v -> topK.set(Math.max(1, Integer.parseInt(v))));
    take(all, "top_p", v -> topP.set(Math.clamp(Double.parseDouble(v), 0.01, 1)));
    take(all, "guidance", v -> guidance.set(Math.clamp(Double.parseDouble(v), 0, 20)));
    take(all, "own_sampling", v -> own = Boolean.parseBoolean(v));
    take(all, "mood", mood::set);
    take(all, "quality", v -> quality.set(Quality.valueOf(v)));
    take(all, "candidates", v -> candidates.set(Math.clamp(Integer.parseInt(v), 1, 16)));
    take(
        all, "sweeps", v -> sweeps.set(Math.clamp(Integer.parseInt(v), 0, Completion.MOST_SWEEPS)));
    take(all, "class", v -> classLabel.set(Math.max(0, Integer.parseInt(v))));
    take(
        all,
        "texture",
        v -> texture.set(Math.clamp(Double.parseDouble(v), 0, RenderRequest.MOST_TEXTURE)));
    take(all, "previews", v -> previews.set(Boolean.parseBoolean(v)));
  }

  private static void take(Map<String, String> all, String name, Consumer<String> take) {
    String value = all.get(name);
    if (value != null) {
      try {
        take.accept(value);
      } catch (IllegalArgumentException e) {
        // a file of another version, or edited by hand: the setting stays
      }
    }
  }

  /** Another seed. */
  public void rollSeed() {
    seed.set(dice.nextInt(1, 1_000_000));
  }

  /** Name in the model library; null where there is none. */
  public StringProperty modelProperty() {
    return model;
  }

  public @Nullable String model() {
    return model.get();
  }

  public LongProperty seedProperty() {
    return seed;
  }

  /** Whether the seed stays as it is from one picture to the next. */
  public BooleanProperty seedLockedProperty() {
    return seedLocked;
  }

  public DoubleProperty temperatureProperty() {
    return temperature;
  }

  public IntegerProperty topKProperty() {
    return topK;
  }

  public DoubleProperty topPProperty() {
    return topP;
  }

  public StringProperty moodProperty() {
    return mood;
  }

  /** How closely the layout is followed; 1 as the model does. */
  public DoubleProperty guidanceProperty() {
    return guidance;
  }

  public ObjectProperty<Quality> qualityProperty() {
    return quality;
  }

  /** Samples as this quality says, whatever a restored picture was sampled with. */
  void choose(Quality now) {
    quality.set(now);
    schedule.set(now.schedule());
  }

  /** What is sampled with: the quality's, unless a restored picture had one of its own. */
  ReadOnlyObjectProperty<Schedule> scheduleProperty() {
    return schedule.getReadOnlyProperty();
  }

  /** How many pictures one press of the button makes, each with the next seed. */
  public IntegerProperty candidatesProperty() {
    return candidates;
  }

  /** Whether pixels are shown before the end. */
  public BooleanProperty previewsProperty() {
    return previews;
  }

  /** How much texture is drawn; 1 as the model expects. */
  public DoubleProperty textureProperty() {
    return texture;
  }

  /** Number of the class, for models that are told one. */
  public IntegerProperty classLabelProperty() {
    return classLabel;
  }

  /** How many times the cells of a completed hole are drawn again. */
  public IntegerProperty sweepsProperty() {
    return sweeps;
  }
}
