/** Declared parameters of named plug-ins and what a user gave for them. */
package org.facemargin.training.settings;
