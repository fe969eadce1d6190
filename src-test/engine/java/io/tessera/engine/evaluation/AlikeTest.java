package io.tessera.engine.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlikeTest {
  @Test
  void resultsComeInOrderAndKindsAreWorkedOnTogether() {
    List<String> worked = new ArrayList<>();
    List<String> results =
        Alike.together(
            7,
            2,
            i -> i % 3 == 0 ? "fog" : "day",
            (kind, places) -> {
              worked.add(kind + places);
              return places.stream().map(i -> kind + i).toList();
            });
    assertThat(worked).containsExactly("fog[0, 3]", "fog[6]", "day[1, 2]", "day[4, 5]");
    assertThat(results).containsExactly("fog0", "day1", "day2", "fog3", "day4", "day5", "fog6");
  }

  @Test
  void nothingIsNothing() {
    assertThat(Alike.together(0, 4, i -> i, (kind, places) -> List.of())).isEmpty();
  }
}
