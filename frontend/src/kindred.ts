import { Application, type ControllerConstructor } from "@hotwired/stimulus";
import "./css/kindred.css";
import "./htmx";
import "./invokers";

// A controller is a file in controllers/, known to templates by the file's name: sortable.ts is data-controller="sortable".
const files = import.meta.glob<{ default: ControllerConstructor }>("./controllers/*.ts", { eager: true });
const application = Application.start();
for (const [path, file] of Object.entries(files)) {
  application.register(path.slice("./controllers/".length, -".ts".length), file.default);
}
