/** What is made of runs: ladders that compare them, explanations, measurements and figures. */
package fovea.lab;
