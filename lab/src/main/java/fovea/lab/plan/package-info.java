/** The lab's session: what to do in its four hours, and how long that takes on this machine. */
package fovea.lab.plan;
