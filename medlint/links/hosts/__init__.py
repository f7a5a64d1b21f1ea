"""Code hosts and archives that judge their own pages: one module for each."""

from medlint.links.hosts.dryad import Dryad
from medlint.links.hosts.figshare import Figshare
from medlint.links.hosts.github import GitHub
from medlint.links.hosts.huggingface import HuggingFace
from medlint.links.hosts.idc import Idc
from medlint.links.hosts.openneuro import OpenNeuro
from medlint.links.hosts.osf import Osf
from medlint.links.hosts.physionet import PhysioNet
from medlint.links.registries.base import Service

HOSTS: tuple[type[Service], ...] = (GitHub, HuggingFace, Figshare, Osf, Dryad, OpenNeuro, PhysioNet, Idc)

__all__ = ["HOSTS"]
