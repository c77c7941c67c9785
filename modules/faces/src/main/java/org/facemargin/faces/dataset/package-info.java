/**
 * Dataset cards: what a set is, under what terms, how it lies on disk and what it must hold. Entry
 * types: {@link org.facemargin.faces.dataset.DatasetCard}, {@link
 * org.facemargin.faces.dataset.DatasetVerification}. A card holds no data; adding a set is adding
 * one YAML file under {@code datasets/}.
 */
package org.facemargin.faces.dataset;
