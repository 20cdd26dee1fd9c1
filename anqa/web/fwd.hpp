#pragma once

/// The web room's names without their definitions, so that a header which only declares controllers or names
/// routes stays cheap to include.

namespace anqa {

class Conn;
class Params;
template <class T>
class Task;

struct Route;
template <class... Plugs>
class Pipeline;
struct LiveViewInfo;

}  // namespace anqa
