/** Parts of networks at work on their own, and what is measured inside a network. */
package fovea.probe;
