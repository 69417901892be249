// A paper of a case: no script of its own, only its styles beside the frame's.

import "../css/paper.css";
import "../css/context.css";
import "./desk";
