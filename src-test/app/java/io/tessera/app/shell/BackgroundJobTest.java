package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.app.text.Texts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackgroundJobTest {
  private final ObservableList<BackgroundJob> jobs = FXCollections.observableArrayList();
  private final ObjectProperty<@Nullable String> problem = new SimpleObjectProperty<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final List<String> came = new ArrayList<>();
  private final FileWork work =
      new FileWork(waiting::add, Runnable::run, new Texts(Locale.ENGLISH), problem, jobs);

  @Test
  void whatIsDoneIsHandedOverAndLeavesTheList() {
    work.run("open", () -> "a picture", came::add);
    assertThat(jobs).extracting(BackgroundJob::name).containsExactly("Opening …");
    waiting.remove().run();
    assertThat(came).containsExactly("a picture");
    assertThat(jobs).isEmpty();
  }

  @Test
  void whatIsGivenUpBeforeItBeginsIsNotDone() {
    List<String> done = new ArrayList<>();
    work.run("open", () -> done.add("work"), ok -> came.add("result"));
    BackgroundJob job = jobs.getFirst();
    job.cancel();
    waiting.remove().run();
    assertThat(done).isEmpty();
    assertThat(came).isEmpty();
    assertThat(jobs).isEmpty();
    assertThat(job.ended().toCompletableFuture()).isCompleted();
  }

  @Test
  void whatWaitsIsInterruptedAndItsFaultIsNotTold() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    work.run(
        "save",
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
          }
        });
    BackgroundJob job = jobs.getFirst();
    Thread worker = Thread.ofVirtual().start(waiting.remove());
    begun.await();
    job.cancel();
    worker.join();
    assertThat(jobs).isEmpty();
    assertThat(problem.get()).isNull();
  }

  /** The next work on the same thread starts without the interruption. */
  @Test
  void theInterruptionEndsWithTheJob() {
    work.run(
        "save",
        () -> {
          jobs.getFirst().cancel();
          assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
    waiting.remove().run();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
