package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.RgbImage;
import io.tessera.app.document.Document;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.palette.Palettes;
import io.tessera.app.render.Gallery;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.text.Texts;
import io.tessera.app.tokens.SamplingSteps;
import io.tessera.engine.LocalEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What exports tell where there is nothing to write. No window. */
class ExportsTest {
  @TempDir private Path folder;
  private final Texts texts = new Texts(Locale.ENGLISH);
  private final ObjectProperty<@Nullable String> problem = new SimpleObjectProperty<>();
  private final Gallery gallery = new Gallery(1 << 20);
  private Engine engine;
  private Exports exports;

  @BeforeEach
  void open() {
    engine = new LocalEngine(new EngineSettings("cpu", "f32", 1, List.of()));
    exports =
        new Exports(
            new SamplingSteps(engine),
            new Document(LabelMap.filled(32, 32, 0)),
            new PaletteViewModel(
                new Palettes(folder), "landscape", new SimpleIntegerProperty(), texts),
            gallery,
            new FileWork(
                Runnable::run, Runnable::run, texts, problem, FXCollections.observableArrayList()));
    RenderRequest request =
        new RenderRequest(
            "demo",
            new Condition.Layout(LabelMap.filled(32, 32, 0)),
            Map.of(),
            32,
            32,
            1,
            new TokenSampler(1, 100, 1, false),
            1,
            Schedule.EXACT,
            true);
    RgbImage image = new RgbImage(32, 32, new byte[32 * 32 * 3]);
    RenderedPicture picture = new RenderedPicture(1, request, null, image, Double.NaN, 0, false);
    gallery.add(picture);
    gallery.shownProperty().set(picture);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void aPictureWithoutTokensHasNoneToWriteAndThatIsTold() {
    Path file = folder.resolve("tokens.npy");
    exports.tokens(file);
    assertThat(problem.get()).isEqualTo(texts.get("tokens.none"));
    assertThat(file).doesNotExist();

    problem.set(null);
    exports.sampling(folder.resolve("sampling.png"));
    assertThat(problem.get()).isEqualTo(texts.get("tokens.none"));
  }

  @Test
  void whatCanBeWrittenIsAndAnOldProblemGoes() {
    exports.tokens(folder.resolve("tokens.npy"));
    Path layout = folder.resolve("layout.png");
    exports.layout(layout);
    assertThat(problem.get()).isNull();
    assertThat(PictureFile.read(layout).width()).isEqualTo(32);

    exports.layout(folder); // where a folder is, no file can be
    assertThat(problem.get()).contains(folder.toString());
  }
}
