package org.facemargin.training.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  @Test
  void theRegistryKnowsThemAll() {
    assertThat(NamedRegistry.of(ScheduleFactory.class).names())
        .containsExactly("constant", "cosine", "multi-step", "polynomial", "step");
  }

  /** Factor 0.1 at 4 and at 6, counted from the end of warm-up. */
  @Test
  void multiStep() {
    LearningRateSchedule schedule =
        ScheduleFactory.create("multi-step", Map.of("milestones_steps", "4,6"));
    assertThat(schedule.factorAt(3, 10)).isEqualTo(1);
    assertThat(schedule.factorAt(4, 10)).isEqualTo(0.1);
    assertThat(schedule.factorAt(6, 10)).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void step() {
    LearningRateSchedule schedule =
        ScheduleFactory.create("step", Map.of("every_steps", "3", "factor", "0.5"));
    assertThat(schedule.factorAt(2, 10)).isEqualTo(1);
    assertThat(schedule.factorAt(3, 10)).isEqualTo(0.5);
    assertThat(schedule.factorAt(9, 10)).isEqualTo(0.125);
  }

  /** 1 - 5/10 = 0.5 with arcface_torch's power 1; (1 - 5/10)² = 0.25 with 2. */
  @Test
  void polynomial() {
    LearningRateSchedule linear = ScheduleFactory.create("polynomial", Map.of());
    assertThat(linear.factorAt(5, 10)).isEqualTo(0.5);
    LearningRateSchedule schedule = ScheduleFactory.create("polynomial", Map.of("power", "2"));
    assertThat(schedule.factorAt(5, 10)).isEqualTo(0.25);
    assertThat(schedule.factorAt(10, 10)).isZero();
  }

  /** Half-way: final + (1 - final) / 2 = 0.55. */
  @Test
  void cosine() {
    LearningRateSchedule schedule =
        ScheduleFactory.create("cosine", Map.of("final_fraction", "0.1"));
    assertThat(schedule.factorAt(0, 10)).isEqualTo(1);
    assertThat(schedule.factorAt(5, 10)).isCloseTo(0.55, within(1e-12));
    assertThat(schedule.factorAt(10, 10)).isCloseTo(0.1, within(1e-12));
  }

  /**
   * Base 0.4, four steps of warm-up from 0: 0, 0.1, 0.2, 0.3, then the schedule from its step 0.
   */
  @Test
  void warmUpRisesLinearlyAndThenTheScheduleBegins() {
    LearningRate rate = new LearningRate(0.4, ScheduleFactory.create("polynomial", Map.of()), 4, 0);
    assertThat(rate.at(0, 14)).isZero();
    assertThat(rate.at(3, 14)).isCloseTo(0.3, within(1e-12));
    assertThat(rate.at(4, 14)).isEqualTo(0.4);
    assertThat(rate.at(9, 14)).isCloseTo(0.4 * 0.5, within(1e-12));
  }

  /**
   * What holds for every schedule: starts at the base rate, never negative, never above 1, no
   * surprise at the end.
   */
  @ParameterizedTest
  @ValueSource(strings = {"constant", "cosine", "multi-step", "polynomial", "step"})
  void staysBetweenNoneAndTheBaseRate(String name) {
    Map<String, String> given =
        switch (name) {
          case "step" -> Map.of("every_steps", "7");
          case "multi-step" -> Map.of("milestones_steps", "7,20");
          default -> Map.of();
        };
    LearningRateSchedule schedule = ScheduleFactory.create(name, given);
    assertThat(schedule.factorAt(0, 50)).isEqualTo(1);
    double before = 1;
    for (long step = 0; step <= 60; step++) {
      double factor = schedule.factorAt(step, 50);
      assertThat(factor).isBetween(0.0, before);
      before = factor;
    }
  }

  @Test
  void whatIsMissingOrWrongIsSaid() {
    assertThatThrownBy(() -> ScheduleFactory.create("step", Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'every_steps'");
    assertThatThrownBy(() -> LearningRate.constant(-1))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("-1.0");
  }
}
