/**
 * Every reader of strangers' files, fed with damaged ones: at random in every build, guided by
 * coverage with profile {@code fuzz}.
 */
package org.facemargin.cli.fuzz;
