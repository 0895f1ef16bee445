/** Processes on several machines that train one model: how they meet, and what they exchange. */
package fovea.train.ring;
