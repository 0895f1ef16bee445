/** What every part of the studio's server shares: access, pages, routes and events. */
package fovea.studio.web;
