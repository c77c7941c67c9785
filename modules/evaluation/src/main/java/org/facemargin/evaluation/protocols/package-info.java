/** The protocols, each whole: how its card is read, what it computes, what its page shows. */
package org.facemargin.evaluation.protocols;
