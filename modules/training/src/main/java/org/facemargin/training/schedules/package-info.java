/**
 * Learning-rate schedules: pure functions of the step, so that a resumed run goes on where it was.
 * To add one: a file implementing {@link org.facemargin.training.schedules.ScheduleFactory},
 * annotated {@code @AutoService(ScheduleFactory.class)}.
 */
package org.facemargin.training.schedules;
