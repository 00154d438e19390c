import Hummingbird
import Reporting
