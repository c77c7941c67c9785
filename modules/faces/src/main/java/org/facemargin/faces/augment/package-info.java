/**
 * Changes to a training picture that leave its identity as it is. Entry type: {@link
 * org.facemargin.faces.augment.Augmentation}; adding one is adding one class with
 * {@code @AutoService(Augmentation.class)}.
 */
package org.facemargin.faces.augment;
