package io.tessera.engine.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.SceneObject;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.Pose;
import io.tessera.api.json.RequestJson;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestJsonTest {
  @Test
  void everyConditionComesBack() {
    RenderRequest layout = TinyModel.request(32, 99, Schedule.REFERENCE);
    assertThat(RequestJson.read(RequestJson.write(layout))).isEqualTo(layout);
    Pose pose = new Pose(Collections.nCopies(Pose.JOINTS, new Pose.Joint(3, 4.5f, true)));
    for (Condition c :
        new Condition[] {
          new Condition.ClassLabel(7),
          new Condition.None(),
          new Condition.Figures(List.of(pose), 64, 48),
          new Condition.Figures(List.of(), 64, 48),
          new Condition.Objects(List.of(new SceneObject(45, 0.1, 0.25, 0.5, 0.125)))
        }) {
      RenderRequest r =
          new RenderRequest(
              "m",
              c,
              Map.of("mood", "dusk"),
              64,
              32,
              -5,
              new TokenSampler(0.7, 5, 0.5, true),
              2.5,
              Schedule.EXACT,
              false,
              0.25);
      assertThat(RequestJson.read(RequestJson.write(r))).isEqualTo(r);
    }
    DepthMap map = new DepthMap(16, 16, new float[256]);
    map.depth()[3] = 2.5f;
    RenderRequest depth =
        new RenderRequest(
            "m",
            new Condition.Plane(ConditionKind.DEPTH, map),
            Map.of(),
            16,
            16,
            1,
            TokenSampler.GREEDY,
            1,
            Schedule.EXACT,
            true);
    Condition.Plane back = (Condition.Plane) RequestJson.read(RequestJson.write(depth)).condition();
    assertThat(back.map().depth()).isEqualTo(map.depth());
  }

  @Test
  void requestsOfBeforeTextureHaveNone() {
    RenderRequest now = TinyModel.request(32, 1, Schedule.EXACT);
    assertThat(now.texture()).isEqualTo(1);
    String before = RequestJson.write(now).replace(",\"texture\":1.0", "");
    assertThat(before).doesNotContain("texture");
    assertThat(RequestJson.read(before).texture()).isZero();
    String much = RequestJson.write(now).replace("\"texture\":1.0", "\"texture\":2.5");
    assertThatThrownBy(() -> RequestJson.read(much))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("texture should lie between 0 and 2");
  }

  @Test
  void aStateComesBack() {
    int[] tokens = {1, 2, TokenGrid.UNKNOWN, TokenGrid.UNKNOWN};
    RenderState state =
        new RenderState(
            TinyModel.request(32, 1, Schedule.EXACT),
            new TokenGrid(2, 2, tokens),
            new float[] {-1, -0.25f, 0, 0},
            BitSet.valueOf(new long[] {0b1101}));
    assertThat(RequestJson.readState(RequestJson.write(state))).isEqualTo(state);
    assertThat(state.remaining()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{}",
        "{\"version\":2}",
        "{\"version\":1,\"condition\":{\"kind\":\"layout\",\"width\":4,\"height\":4,\"data\":\"!!!\"}}",
        "{\"version\":1,\"condition\":{\"kind\":\"layout\",\"width\":400000,\"height\":400000,\"data\":\"\"}}",
        "{\"version\":1,\"condition\":{\"kind\":\"spell\"}}"
      })
  void whatIsNoRequestIsRefused(String json) {
    assertThatThrownBy(() -> RequestJson.read(json)).isInstanceOf(InputException.class);
  }
}
