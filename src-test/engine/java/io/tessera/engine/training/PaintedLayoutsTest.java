package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.ConditionKind;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layouts as a hand would paint them, and token sets that are put together. */
class PaintedLayoutsTest {
  private static final Dataset SCENES =
      new SceneDataset(List.of(new SceneDataset.Size(96, 64)), 3, ConditionKind.LAYOUT);

  @Test
  void theAskedShareIsRepaintedAlwaysTheSameAndPicturesStay() {
    assertThat(changed(0)).isZero();
    assertThat(changed(1)).isGreaterThan(36);
    assertThat(changed(0.5)).isBetween(10L, 30L);
    Dataset half = new PaintedLayouts(SCENES, 0.5, 1);
    assertThat(half.get(4).labels()).isEqualTo(half.get(4).labels());
    assertThat(half.get(4).image()).isEqualTo(SCENES.get(4).image());
  }

  private static long changed(double share) {
    Dataset painted = new PaintedLayouts(SCENES, share, 1);
    return LongStream.range(0, 40)
        .filter(n -> !painted.get(n).labels().equals(SCENES.get(n).labels()))
        .count();
  }

  @Test
  void earlierTokenSetsJoinAndMisfitsAreTold(@TempDir Path folder) throws IOException {
    train(folder, "image", TinyTraining.pictures(2, "60"));
    train(folder, "layout", TinyTraining.labels(2));
    String second = TinyTraining.second(folder, 2);
    train(folder, "first", second);
    Path tokens = folder.resolve("first/tokens.safetensors");
    TokenSet earlier = TokenSet.read(tokens);
    assertThat(earlier.and(earlier).pairs()).hasSize(2 * earlier.pairs().size());
    assertThat(earlier.fits(32, 32)).isTrue();
    assertThat(earlier.fits(1, 32)).isFalse();
    assertThat(earlier.pairs()).allMatch(pair -> pair.focus().isEmpty());

    train(folder, "people", more(second, "figure_share: 1"));
    TokenSet people = TokenSet.read(folder.resolve("people/tokens.safetensors"));
    assertThat(people.pairs()).anyMatch(pair -> pair.focus().isPresent());

    train(folder, "next", more(second, "painted_share: 1\n  token_sets: [" + tokens + "]"));
    assertThat(folder.resolve("next/model/model.safetensors")).exists();
    Path none = folder.resolve("none.safetensors");
    assertThatThrownBy(() -> train(folder, "a", more(second, "token_sets: [" + none + "]")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no " + none);
    assertThatThrownBy(() -> train(folder, "b", more(second, "painted_share: 2")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("between 0 and 1");
  }

  private static String more(String config, String option) {
    return config.replace("  clip: 1.0", "  clip: 1.0\n  " + option);
  }

  private static void train(Path folder, String name, String config) throws IOException {
    TinyTraining.train(
        TinyTraining.write(folder.resolve(name + ".yaml"), config), folder.resolve(name), false);
  }
}
