package io.tessera.engine.training.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.Pose;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SceneGeneratorTest {
  @Test
  void aSeedMakesOneScene() {
    Scene a = SceneGenerator.scene(42, 96, 64);
    Scene b = SceneGenerator.scene(42, 96, 64);
    assertThat(a.image()).isEqualTo(b.image());
    assertThat(a.labels()).isEqualTo(b.labels());
    assertThat(a.depth().depth()).isEqualTo(b.depth().depth());
    assertThat(SceneGenerator.scene(43, 96, 64).image()).isNotEqualTo(a.image());
  }

  @Test
  void labelsDepthAndMoodFitThePicture() {
    Set<Integer> seen = new HashSet<>();
    Set<Mood> moods = EnumSet.noneOf(Mood.class);
    int figures = 0;
    for (long seed = 0; seed < 120; seed++) {
      Scene s = SceneGenerator.scene(seed, 96, 64);
      moods.add(s.mood());
      for (int i = 0; i < 96 * 64; i++) {
        int label = s.labels().labels()[i] & 0xff;
        seen.add(label);
        assertThat(label).isLessThan(Scene.LABELS);
        float d = s.depth().depth()[i];
        boolean sky = label <= Label.SUN;
        assertThat(d).as("depth at " + i + " of seed " + seed).isPositive();
        assertThat(d == Scene.SKY_DEPTH).as("sky at " + i + " of seed " + seed).isEqualTo(sky);
      }
      for (Pose pose : s.poses()) {
        figures++;
        assertThat(pose.joints()).hasSize(Pose.JOINTS);
        Pose.Joint hip = pose.joints().get(8);
        if (hip.visible()) {
          assertThat(s.labels().at((int) hip.x(), (int) hip.y()))
              .isIn(
                  (int) Label.FIGURE,
                  (int) Label.FOREST,
                  (int) Label.ROCK,
                  (int) Label.GRASS,
                  (int) Label.SAND);
        }
      }
    }
    assertThat(moods).as("moods in 120 scenes").hasSize(Mood.values().length);
    assertThat(seen).as("labels in 120 scenes").hasSize(Scene.LABELS);
    assertThat(figures).isPositive();
  }

  @Test
  void aSceneIsTheSameLandAtEverySize() {
    Scene small = SceneGenerator.scene(7, 80, 52);
    Scene large = SceneGenerator.scene(7, 320, 208);
    int same = 0;
    for (int y = 0; y < 52; y++) {
      for (int x = 0; x < 80; x++) {
        same += small.labels().at(x, y) == large.labels().at(x * 4 + 2, y * 4 + 2) ? 1 : 0;
      }
    }
    assertThat((double) same / (80 * 52)).isGreaterThan(0.85);
  }

  @Test
  void senselessSizesAreRefused() {
    assertThatThrownBy(() -> SceneGenerator.scene(1, 4, 400))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("4x400");
  }
}
